Attribute VB_Name = "PoolsplitRibbon"
Option Explicit
' What the buttons of the ribbon do.

Public Sub OnRestart(ByVal control As Object)
    PoolsplitEngine.Restart
    Application.CalculateFull
End Sub

Public Sub OnWhy(ByVal control As Object)
    Dim why As String
    why = PoolsplitEngine.LastReason()
    If Len(why) = 0 Then why = PoolsplitTexts.NothingFailed()
    PoolsplitWindows.Show why
End Sub

Public Sub OnTemplate(ByVal control As Object)
    OpenOr PoolsplitWindows.Setting("template"), True
End Sub

Public Sub OnHelp(ByVal control As Object)
    OpenOr PoolsplitWindows.Setting("help"), False
End Sub

Private Sub OpenOr(ByVal path As String, ByVal asNew As Boolean)
    ' Opens a new workbook like the one at a path, or the page there; says so where it is not to be had.
    On Error GoTo missing
    If asNew Then
        Application.Workbooks.Add path
    Else
        ThisWorkbook.FollowHyperlink path
    End If
    Exit Sub
missing:
    PoolsplitWindows.Show PoolsplitTexts.CannotOpen() & " " & path
End Sub
