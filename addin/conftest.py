"""The component can be imported by LibreOffice's own Python only; tests/hosts/ runs it there."""

collect_ignore = ["poolsplit_addin/libreoffice/component.py"]
