package dev.gleaner.actuator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which actions an actuator claims while another one claims some, in a table that the workers of the test do not see. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class DueActionsIT {

    private final String schema = "due_" + UUID.randomUUID().toString().replace("-", "");

    @BeforeEach
    void copyTheTable() throws SQLException {
        Sql.run("create schema " + schema, "create table " + schema + ".action (like public.action including all)");
    }

    @AfterEach
    void dropTheCopy() throws SQLException {
        Sql.run("drop schema " + schema + " cascade");
    }

    /** A claim locks only the row that it takes, however many are due. */
    @Test
    void shouldClaimOthersWhileAnotherActuatorClaims() throws SQLException {
        for (int number = 0; number < 100; number++) {
            Sql.run(due(number, "t" + number));
        }
        try (Connection one = begin();
                Connection other = begin()) {
            assertThat(ids(one, ActionRepository.DUE)).containsExactly(id(0));
            assertThat(ids(other, ActionRepository.DUE)).containsExactly(id(1));
            assertThat(ids(one, ActionRepository.DUE)).containsExactly(id(0));
        }
    }

    /** Calls that were never answered come first, and none of them may be taken over. */
    @Test
    void shouldClaimWhatIsDueBehindCallsThatHang() throws SQLException {
        for (int number = 0; number < 6; number++) {
            Sql.run(due(number, "t" + number));
        }
        try (Connection frozen = begin();
                Connection other = begin()) {
            for (int number = 0; number < 5; number++) {
                ids(
                        frozen,
                        "select '" + id(number) + "' where "
                                + AwsCallGate.ActionLock.TRY.formatted("'" + id(number) + "'"));
            }

            assertThat(ids(other, ActionRepository.DUE)).containsExactly(id(5));
        }
    }

    private Connection begin() throws SQLException {
        Connection connection = Sql.connection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local search_path to " + schema);
        }
        return connection;
    }

    private static List<String> ids(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    private String id(int number) {
        return schema + "-" + number;
    }

    private String due(int number, String target) {
        return "insert into " + schema
                + ".action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                + " decided_by, planned, valid_until, not_before, created_at, updated_at) values ('" + id(number)
                + "', 'stop-instance', '" + target + "', 'f', 1, 'p" + number
                + "', 1, 'approved', false, 'x', '{}', now(), now() - interval '1 hour' + interval '" + number
                + " seconds', now(), now())";
    }
}
