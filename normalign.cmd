@echo off
rem Starts normalign on Windows. In a clone it builds the program when it is not built yet; after a change of the
rem sources, delete target\normalign-all.jar or run "mvn package".
rem No parentheses around blocks: a folder such as "Program Files (x86)" would close them.
setlocal
set "HOME_DIR=%~dp0"
set "HOME_DIR=%HOME_DIR:~0,-1%"

set "JAVA=java"
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "JAVA=%JAVA_HOME%\bin\java.exe"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 goto nojava
rem An option that Java has from 17 on.
"%JAVA%" --enable-native-access=ALL-UNNAMED -version >nul 2>&1
if errorlevel 1 goto oldjava

set "JAR=%HOME_DIR%\lib\normalign.jar"
if exist "%JAR%" goto run
set "JAR=%HOME_DIR%\target\normalign-all.jar"
if exist "%JAR%" goto run
if not exist "%HOME_DIR%\pom.xml" goto nothing
where mvn >nul 2>&1
if errorlevel 1 goto nomaven

echo normalign: building, for the first start; Maven fetches the libraries ... 1>&2
set "NEW_JAR=%HOME_DIR%\target\launcher.jar"
pushd "%HOME_DIR%"
call mvn -B -ntp -q -Dmaven.test.skip=true -Dcheckstyle.skip=true -Dassembly.skipAssembly=true "-Dprogram.jar=%NEW_JAR%" package 1>&2
set "BUILT=%ERRORLEVEL%"
popd
if not "%BUILT%"=="0" goto notbuilt
rem Moved into place only when it is whole: an interrupted build leaves nothing that looks finished.
move /y "%NEW_JAR%" "%JAR%" >nul
if errorlevel 1 goto notbuilt

:run
set "ORT_DISABLE_TELEMETRY=1"
rem Java's thorough compiler costs more in most runs than it gives; NORMALIGN_OPTS=-XX:TieredStopAtLevel=4 brings it back.
rem The serial collector keeps the heap small. Two collectors at once stop the JVM, so whoever chooses one gets it.
set "COLLECTOR=-XX:+UseSerialGC"
set "CHOSEN=-%NORMALIGN_OPTS%%JAVA_TOOL_OPTIONS%%JDK_JAVA_OPTIONS%%_JAVA_OPTIONS%"
if not "%CHOSEN:GC=%"=="%CHOSEN%" set "COLLECTOR="
"%JAVA%" -Dnormalign.home="%HOME_DIR%" -XX:TieredStopAtLevel=1 %COLLECTOR% %NORMALIGN_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%

:nojava
echo normalign: no Java found; install a JDK 17 or newer, or set JAVA_HOME 1>&2
exit /b 1

:oldjava
echo normalign: this Java is older than 17; install a JDK 17 or newer, or set JAVA_HOME to one: 1>&2
"%JAVA%" -version 1>&2
exit /b 1

:nothing
echo normalign: neither lib\normalign.jar nor pom.xml is in "%HOME_DIR%"; unpack the release again 1>&2
exit /b 1

:nomaven
echo normalign: not built yet, and no Maven found; install Maven 3.8 or newer 1>&2
exit /b 1

:notbuilt
echo normalign: the build failed; Maven's messages are above 1>&2
exit /b 1
