@echo off
rem Starts normalign on Windows. In a clone it builds the program first, when it is not built yet.
setlocal
set "HOME_DIR=%~dp0"
set "HOME_DIR=%HOME_DIR:~0,-1%"

set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo normalign: no Java found; install a JDK 17 or newer, or set JAVA_HOME 1>&2
  exit /b 1
)

set "JAR=%HOME_DIR%\lib\normalign.jar"
if exist "%JAR%" goto run
set "JAR=%HOME_DIR%\target\normalign-all.jar"
if exist "%JAR%" goto run
if not exist "%HOME_DIR%\pom.xml" (
  echo normalign: neither lib\normalign.jar nor pom.xml is in %HOME_DIR%; unpack the release again 1>&2
  exit /b 1
)
echo normalign: building, for the first start ... 1>&2
pushd "%HOME_DIR%"
call mvn -B -ntp -q -Dmaven.test.skip=true -Dcheckstyle.skip=true -Dassembly.skipAssembly=true package 1>&2
set "BUILT=%ERRORLEVEL%"
popd
if not "%BUILT%"=="0" (
  echo normalign: the build failed; the messages are above 1>&2
  exit /b 1
)

:run
set "ORT_DISABLE_TELEMETRY=1"
"%JAVA%" -Dnormalign.home="%HOME_DIR%" %NORMALIGN_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
