"""poolsplit's worksheet functions in LibreOffice Calc: the extension, its installer, and the session with a headless LibreOffice."""
