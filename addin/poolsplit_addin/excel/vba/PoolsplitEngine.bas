Attribute VB_Name = "PoolsplitEngine"
Option Explicit
Option Private Module
' The engine: started once, asked for every formula, started again once where it has died, and left alone for a while where it cannot start.

Private Const UDFS As String = "poolsplit_addin.excel.udfs"
Private Const PAUSE_IN_SECONDS As Long = 30
Private Const NOT_RUNNING As Long = vbObjectError + 513
Private Const SEVERAL_AREAS As Long = vbObjectError + 514
Private Const NOT_YET As Long = vbObjectError + 515

Private mEngine As Object
Private mBrokenUntil As Date
Private mWhyBroken As String
Private mLastReason As String

Public Function Ask(ByVal name As String, ByVal arguments As Variant) As Variant
    ' The answer to one formula; an error value where there is none, and the reason then stands in LastReason.
    Dim again As Boolean, given() As Variant, i As Long, number As Long, why As String
    On Error GoTo failed
    If UBound(arguments) < 0 Then
        given = Array()
    Else
        ReDim given(0 To UBound(arguments))
        For i = 0 To UBound(arguments)
            If IsObject(arguments(i)) Then
                given(i) = Values(arguments(i))
            Else
                given(i) = arguments(i)
            End If
        Next i
    End If
retry:
    Ask = Running().CallUDF(UDFS, name, (given))
    Exit Function
failed:
    number = Err.Number
    why = Err.Description
    If number = NOT_YET Then
        Ask = CVErr(xlErrValue)
        Exit Function
    End If
    If HasDied(number) And Not again Then
        again = True
        Set mEngine = Nothing
        Resume retry
    End If
    mLastReason = why
    Ask = CVErr(xlErrValue)
End Function

Public Function LastReason() As String
    ' Why the last formula that failed did so; "" where none has.
    LastReason = mLastReason
End Function

Public Sub Restart()
    ' Forgets the engine and what was wrong with it; the next formula starts it.
    Set mEngine = Nothing
    mBrokenUntil = 0
    mLastReason = ""
    On Error Resume Next
    PoolsplitWindows.Deactivate
End Sub

Private Function Running() As Object
    ' The engine, started where it does not run; after a start that failed, thousands of cells do not wait for thousands of others.
    Dim found As Variant, why As String
    If mEngine Is Nothing Then
        If Now < mBrokenUntil Then Err.Raise NOT_RUNNING, "poolsplit", mWhyBroken
        why = PoolsplitWindows.Activate(found)
        If Len(why) > 0 Then
            mWhyBroken = why
            mBrokenUntil = DateAdd("s", PAUSE_IN_SECONDS, Now)
            Err.Raise NOT_RUNNING, "poolsplit", why
        End If
        Set mEngine = found
    End If
    Set Running = mEngine
End Function

Private Function HasDied(ByVal number As Long) As Boolean
    ' Whether an error says that nobody is at the other end: what COM reports of a server that has gone.
    Select Case number
    Case &H800706BA, &H800706BE, &H800706BF, &H80010108, &H80010007, &H80010012, 462
        HasDied = True
    End Select
End Function

Private Function Values(ByVal cells As Object) As Variant
    ' What the cells of a range hold. Excel calls a function before the cells that it needs are calculated, and again afterwards: the first
    ' call gives blanks for them, and must neither be answered nor count as a failure.
    Dim block As Object
    If cells.Areas.Count > 1 Then Err.Raise SEVERAL_AREAS, "poolsplit", PoolsplitTexts.SeveralAreas()
    Set block = Used(cells)
    Values = block.Value2
    If WaitsForFormulas(block, Values) Then Err.Raise NOT_YET, "poolsplit", ""
End Function

Private Function WaitsForFormulas(ByVal block As Object, ByVal found As Variant) As Boolean
    ' Whether a cell with a formula is blank, which no formula that was calculated is.
    Dim formulas As Variant, r As Long, c As Long
    formulas = block.HasFormula
    If Not IsNull(formulas) Then
        If Not formulas Then Exit Function
    End If
    If Not IsArray(found) Then
        WaitsForFormulas = IsEmpty(found)
        Exit Function
    End If
    For r = 1 To UBound(found, 1)
        For c = 1 To UBound(found, 2)
            If IsEmpty(found(r, c)) Then
                If block.Cells(r, c).HasFormula Then WaitsForFormulas = True
            End If
        Next c
    Next r
End Function

Private Function Used(ByVal cells As Object) As Object
    ' Whole columns and rows end with the last used cell of their sheet. Nothing else is cut, as results have the shape of their ranges;
    ' nothing is cut in front, as that would shift them.
    Dim sheet As Object, last As Object, height As Long, width As Long
    Set sheet = cells.Worksheet
    height = cells.Rows.Count
    width = cells.Columns.Count
    If height < sheet.Rows.Count And width < sheet.Columns.Count Then
        Set Used = cells
        Exit Function
    End If
    Set last = sheet.UsedRange
    If height = sheet.Rows.Count Then height = AtLeastOne(last.Row + last.Rows.Count - cells.Row)
    If width = sheet.Columns.Count Then width = AtLeastOne(last.Column + last.Columns.Count - cells.Column)
    Set Used = cells.Resize(height, width)
End Function

Private Function AtLeastOne(ByVal count As Long) As Long
    AtLeastOne = count
    If count < 1 Then AtLeastOne = 1
End Function
