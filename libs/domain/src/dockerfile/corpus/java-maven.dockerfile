FROM maven:3.9-eclipse-temurin-21
COPY . /src
RUN cd /src && mvn package
EXPOSE 8080-8070
CMD ["java", '-jar', "/src/target/app.jar"]
