"""Sheets as people make them: random pools in random layouts, with the truth of every cell, to test whoever reads them.

`pool` makes what is so, `write` lays it out, `dues` says what follows; `one_more_number` spoils it. The grammar was written from what people do, by
somebody who has not seen the reader. A sheet holds nothing that a person who knows the trade could not read alone; therefore none of these:

- weights that do not say whether they are per piece, outside of a price list; amounts in a foreign currency that neither they nor their heading states
  (yuan alone may go without, beside the only rate, since prices of 3 to 280 are no dong);
- costs without words for how they are shared; fees that the lead buyer earns, which are his by agreement and not by the sheet;
- a deposit that is repeated in each of a partner's rows; a deposit of somebody who has cancelled; "paid in full" instead of a figure;
- a nameless row that is no exact total, or the copy of a single row; a total out of date that bears a word nobody knows;
- names that differ in tone marks only; a partner and a SKU of one name; a blank batch or SKU to be filled from above;
- numbers of three decimals in text (1.234), but for weights below one and rates, which are known to be thousands;
- prices of one SKU that differ from row to row or from batch to batch.

What a person would call clear although a program might ask: a struck row, or one with a word for "cancelled", does not count, whatever Excel's own sums
make of it; 3.565 as a number is a rate of 3,565; a name in another case is the same name.
"""

from .facts import Fact, Of, Place, Truth, dues, paid
from .more import Added, one_more_number
from .pools import Pool, pool
from .sheets import SheetOfPeople, write

__all__ = ["Added", "Fact", "Of", "Place", "Pool", "SheetOfPeople", "Truth", "dues", "one_more_number", "paid", "pool", "write"]
