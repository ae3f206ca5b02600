"""What lists and matrices have beside quantities: payments, own costs, prices, remarks that cancel, numbers of rows. Both read it alike."""
