package dev.gleaner.test.postgres;

/** An empty database of {@link RealPostgres} and who may write to it. */
public record PostgresDatabase(String host, int port, String name, String username, String password) {

    /** For the JDBC driver. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name;
    }

    /** For Vert.x' reactive client. */
    public String reactiveUrl() {
        return "postgresql://" + host + ":" + port + "/" + name;
    }
}
