# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN New-Item C:\app; `
    Write-Host done
WORKDIR C:\app
COPY . .
CMD .\run.ps1
