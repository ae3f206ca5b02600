"""poolsplit's worksheet functions in LibreOffice Calc: the extension, its installer, and the session that both are driven by."""
