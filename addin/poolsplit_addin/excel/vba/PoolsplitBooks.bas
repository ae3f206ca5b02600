Attribute VB_Name = "PoolsplitBooks"
Option Explicit
Option Private Module
' What happens to workbooks as they are opened: their formulas find this add-in, and a sheet that looks like a configuration is pointed out.

Private Const ADD_IN As String = "poolsplit.xlam"

Public Sub Opened(ByVal book As Object)
    If book.IsAddin Then Exit Sub
    PointHere book, ThisWorkbook.FullName
    If CarriesConfiguration(book) Then PoolsplitWindows.Show book.Name & ": " & PoolsplitTexts.SheetNotRead()
End Sub

Public Sub PointHere(ByVal book As Object, ByVal here As String)
    ' A workbook that was saved on another machine has links to the add-in there: they lead here from now on.
    Dim links As Variant, i As Long
    On Error Resume Next
    links = book.LinkSources(xlExcelLinks)
    If IsEmpty(links) Then Exit Sub
    For i = LBound(links) To UBound(links)
        If IsOurs(links(i)) And LCase$(links(i)) <> LCase$(here) Then book.ChangeLink links(i), here, xlLinkTypeExcelLinks
    Next i
End Sub

Public Function IsOurs(ByVal link As String) As Boolean
    ' Whether a link leads to this add-in, in whatever folder.
    Dim name As String
    name = Mid$(link, InStrRev(Replace(link, "/", "\"), "\") + 1)
    IsOurs = LCase$(name) = ADD_IN
End Function

Public Function CarriesConfiguration(ByVal book As Object) As Boolean
    ' Whether a workbook has a sheet by which stock xlwings would let it choose the Python that runs. This add-in never reads it.
    Dim sheet As Object
    For Each sheet In book.Worksheets
        If Right$(LCase$(sheet.Name), 12) = "xlwings.conf" Then CarriesConfiguration = True
    Next sheet
End Function
