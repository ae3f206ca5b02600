Attribute VB_Name = "PoolsplitWindows"
Option Explicit
Option Private Module
' What only Windows can do. Texts pass as pointers to the W functions, since paths and names have letters that no ANSI code page holds.
' The DLL and the server that it starts are xlwings' (BSD 3-Clause, Zoomer Analytics LLC).

#If Win64 Then
Private Const DLL_NAME As String = "xlwings64-@xlwings@.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-@xlwings@.dll" (ByRef answer As Variant, ByVal command As String, ByVal mode As Long) As Long
#Else
Private Const DLL_NAME As String = "xlwings32-@xlwings@.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-@xlwings@.dll" (ByRef answer As Variant, ByVal command As String, ByVal mode As Long) As Long
#End If
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal file As LongPtr) As LongPtr
Private Declare PtrSafe Function GetPrivateProfileStringW Lib "kernel32" (ByVal section As LongPtr, ByVal key As LongPtr, ByVal otherwise As LongPtr, ByVal text As LongPtr, ByVal size As Long, ByVal file As LongPtr) As Long
Private Declare PtrSafe Function SHGetFolderPathW Lib "shell32" (ByVal owner As LongPtr, ByVal folder As Long, ByVal token As LongPtr, ByVal flags As Long, ByVal path As LongPtr) As Long
Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal owner As LongPtr, ByVal text As LongPtr, ByVal title As LongPtr, ByVal kind As Long) As Long

Private Const ROAMING As Long = 26
Private Const START_OR_FIND As Long = 1
Private Const KILL As Long = -1
Private Const LONGEST As Long = 4096
Private Const INFORMATION As Long = 64
Private Const IN_FRONT_OF_ALL As Long = &H12000

Public Function Activate(ByRef engine As Variant) As String
    ' Starts the engine, or finds the one that this Excel has started; the reason where there is none.
    Dim command As String
    command = Setting("command")
    If Len(command) = 0 Then
        Activate = PoolsplitTexts.NotInstalled()
    ElseIf Not LoadDll() Then
        Activate = PoolsplitTexts.NoDll() & vbCrLf & Setting("dll") & "\" & DLL_NAME
    ElseIf XLPyDLLActivateAuto(engine, command, START_OR_FIND) <> 0 Then
        Activate = PoolsplitTexts.NoPython() & vbCrLf & engine
    End If
End Function

Public Sub Deactivate()
    ' Ends the engine of this Excel, where there is one.
    Dim ignored As Variant
    If Len(Setting("command")) > 0 Then
        If LoadDll() Then ignored = XLPyDLLActivateAuto(ignored, Setting("command"), KILL)
    End If
End Sub

Public Function Setting(ByVal key As String) As String
    ' One value that "poolsplit excel install" wrote into the profile of this Windows user; "" where there is none. No other place is asked.
    Dim folder As String, text As String, length As Long
    folder = String$(LONGEST, vbNullChar)
    If SHGetFolderPathW(0, ROAMING, 0, 0, StrPtr(folder)) <> 0 Then Exit Function
    folder = Left$(folder, InStr(folder, vbNullChar) - 1) & "\poolsplit\excel.ini"
    text = String$(LONGEST, vbNullChar)
    length = GetPrivateProfileStringW(StrPtr("excel"), StrPtr(key), StrPtr(""), StrPtr(text), LONGEST, StrPtr(folder))
    Setting = Left$(text, length)
End Function

Public Sub Show(ByVal text As String)
    ' A message in every alphabet, which MsgBox cannot show.
    MessageBoxW Application.Hwnd, StrPtr(text), StrPtr("poolsplit"), INFORMATION + IN_FRONT_OF_ALL
End Sub

Private Function LoadDll() As Boolean
    ' Loads the DLL by its full path: Declare then finds it by its name, and nothing of that name from any other folder.
    Dim file As String
    file = Setting("dll") & "\" & DLL_NAME
    LoadDll = LoadLibraryW(StrPtr(file)) <> 0
End Function
