package dev.gleaner.actuator.execution;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the database itself does not let happen, whatever the program does. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class ConstraintsIT {

    private final String target = "arn:test:" + UUID.randomUUID();

    @Test
    void shouldNotHoldTwoIntentsOnATargetThatAreNotOver() throws SQLException {
        Sql.run(action("a" + target, "p1"), action("b" + target, "p2"), intent("1" + target, "a" + target, "called"));

        assertThatThrownBy(() -> Sql.run(intent("2" + target, "b" + target, "open")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("intent_one_a_target");

        Sql.run("update intent set state = 'closed' where target = '" + target + "'");
        Sql.run(intent("2" + target, "b" + target, "open"));
    }

    @Test
    void shouldNotHoldTwoActionsOnATargetThatHaveBegun() throws SQLException {
        Sql.run(action("a" + target, "p1"), action("b" + target, "p2"), begun("a" + target));

        assertThatThrownBy(() -> Sql.run(begun("b" + target)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("action_one_begun_a_target");

        Sql.run("update action set state = 'failed' where id = 'a" + target + "'", begun("b" + target));
        Sql.run("update action set state = 'failed' where id = 'b" + target + "'");
    }

    @Test
    void shouldNotHoldTwoActionsOfOnePlan() throws SQLException {
        Sql.run(action("a" + target, "p1"));

        assertThatThrownBy(() -> Sql.run(action("b" + target, "p1")))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("action_one_a_plan");
    }

    @Test
    void shouldNotEndTheAuditBehindEntriesThatAreNotThere() {
        assertThatThrownBy(() -> Sql.run("update audit_head set sequence = sequence + 2, hash = 'sha256:lost'"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the audit would leave out entries");
    }

    private String action(String id, String plan) {
        return "insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                + " decided_by, planned, valid_until, not_before, created_at, updated_at) values ('" + id
                + "', 'stop-instance', '" + target + "', 'f" + target + "', 1, '" + plan
                + "', 1, 'failed', false, 'x', '{}', now(), now(), now(), now())";
    }

    private static String begun(String id) {
        return "update action set step = 1, state = 'claimed', not_before = now() + interval '1 day' where id = '" + id
                + "'";
    }

    private String intent(String id, String action, String state) {
        return "insert into intent (id, action_id, target, token, state, before, created_at, under_way_until) values ('"
                + id + "', '" + action + "', '" + target + "', 1, '" + state + "', '{}', now(), now())";
    }
}
