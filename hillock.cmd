@rem The hillock command, run from a checkout: builds what is missing or stale, then runs it with a JDK 25 or newer.
@rem HILLOCK_JAVA_OPTIONS, if set, is passed to java.
@rem HILLOCK_DRIVERS names the folder of JDBC drivers, if it is another one than "drivers" beside this script.
@echo off
setlocal
set "HILLOCK_ROOT=%~dp0"
call "%HILLOCK_ROOT%.mvn\find-jdk.cmd" || exit /b 1

rem The stamp is as old as the start of the last build; a source, folder or pom that is newer asks for another one.
set "HILLOCK_STAMP=%HILLOCK_ROOT%cli\target\quick\built"
powershell -noprofile -command "$stamp = Get-Item -ea Ignore $env:HILLOCK_STAMP; if (!$stamp) { exit 1 }; Set-Location $env:HILLOCK_ROOT; $newer = @(Get-Item pom.xml,*/pom.xml) + @(Get-ChildItem core/src/main,io/src/main,cli/src/main -Recurse) | Where-Object LastWriteTimeUtc -gt $stamp.LastWriteTimeUtc; exit [int][bool]$newer"
if not errorlevel 1 goto run

echo Building Hillock ... 1>&2
if exist "%HILLOCK_ROOT%cli\target\quick\lib" rmdir /s /q "%HILLOCK_ROOT%cli\target\quick\lib"
if not exist "%HILLOCK_ROOT%cli\target\quick" mkdir "%HILLOCK_ROOT%cli\target\quick"
type nul >"%HILLOCK_STAMP%.new"
pushd "%HILLOCK_ROOT%"
call mvnw.cmd --quiet --batch-mode --no-transfer-progress -Dquick compile 1>&2
set HILLOCK_RESULT=%errorlevel%
popd
if not "%HILLOCK_RESULT%"=="0" (
  echo Hillock could not be built, the reason stands above. 1>&2
  exit /b 1
)
move /y "%HILLOCK_STAMP%.new" "%HILLOCK_STAMP%" >nul

:run
set "HILLOCK_MODULES=%HILLOCK_ROOT%core\target\quick\classes;%HILLOCK_ROOT%io\target\quick\classes"
set "HILLOCK_MODULES=%HILLOCK_MODULES%;%HILLOCK_ROOT%cli\target\quick\classes;%HILLOCK_ROOT%cli\target\quick\lib"
if not defined HILLOCK_DRIVERS set "HILLOCK_DRIVERS=%HILLOCK_ROOT%drivers"
rem Drivers are no modules and may want any module of the JDK; that of DuckDB brings native code.
set HILLOCK_DRIVER_OPTIONS=
if exist "%HILLOCK_DRIVERS%\*.jar" set HILLOCK_DRIVER_OPTIONS=-cp "%HILLOCK_DRIVERS%\*" --add-modules ALL-DEFAULT --enable-native-access=ALL-UNNAMED
"%JAVA_HOME%\bin\java.exe" %HILLOCK_JAVA_OPTIONS% -p "%HILLOCK_MODULES%" %HILLOCK_DRIVER_OPTIONS% -Dhillock.command=hillock "-Dhillock.drivers=%HILLOCK_DRIVERS%" -m hillock.cli/hillock.cli.Main %*
exit /b %errorlevel%
