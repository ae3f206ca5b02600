"""The hosts of the worksheet functions: what registers them in Excel and in LibreOffice, and what installs them there."""
