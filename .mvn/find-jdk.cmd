@rem Sets JAVA_HOME to a JDK 25 or newer, or says in one sentence what to install and returns 1.
@rem Called by mvnw.cmd and hillock.cmd; .mvn/find-jdk.sh is its twin for other systems.
@echo off
if defined JAVA_HOME call :take "%JAVA_HOME%" && exit /b 0
for /f "delims=" %%j in ('where javac 2^>nul') do call :take "%%~dpj.." && exit /b 0
for /d %%d in (
  "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Java\*" "%ProgramFiles%\Microsoft\*" "%ProgramFiles%\Zulu\*"
  "%ProgramFiles%\Amazon Corretto\*" "%ProgramFiles%\BellSoft\*" "%USERPROFILE%\.jdks\*"
) do call :take "%%~d" && exit /b 0
echo Hillock needs a JDK 25 or newer, and none was found in JAVA_HOME, on the PATH or in the usual folders: install one, for example from https://adoptium.net, or set JAVA_HOME to it. 1>&2
exit /b 1

:take
if not exist "%~1\bin\javac.exe" exit /b 1
if not exist "%~1\release" exit /b 1
set HILLOCK_VERSION=0
for /f "tokens=2 delims==." %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set HILLOCK_VERSION=%%v
set HILLOCK_VERSION=%HILLOCK_VERSION:"=%
if %HILLOCK_VERSION% LSS 25 exit /b 1
set "JAVA_HOME=%~1"
exit /b 0
