package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Console.awaitPlan;
import static dev.gleaner.actuator.support.Console.proposal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Findings;
import dev.gleaner.actuator.support.Fleet;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is shown while a plan is being made. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class TornViewIT {

    /** The view's own query, and no planner's. */
    private static final String WAITING = """
            select count(*) from pg_locks waiting join pg_stat_activity who on who.pid = waiting.pid
             where waiting.relation = 'proposal'::regclass and not waiting.granted
               and who.query like '%target in%' and who.query not like '%for %update%'
            """;

    @Inject
    AgroalDataSource database;

    /** It reads the finding, then has to wait for the proposal, which gets its plan meanwhile, together with the finding. */
    @Test
    void shouldNotShowAnOpenProposalBesideAFindingWithoutItsPlan() throws Exception {
        Finding finding = Records.sendConfirmed(Findings.idle(new Fleet().instance(Map.of())));
        String plan = awaitPlan(finding.id());
        unplan(finding);

        JsonNode shown = shownWhilePlanned(finding, plan);

        assertThat(shown.path("state").asText()).as(shown.toString()).isEqualTo("unplanned");
        assertThat(proposal(finding.id()).path("plan").asText()).isEqualTo(plan);
    }

    /** As if it were being planned by somebody who takes long. */
    private static void unplan(Finding finding) throws SQLException {
        Sql.run(
                "update proposal set state = 'unplanned', not_before = now() + interval '1 hour' where target = '"
                        + finding.resource() + "'",
                "update finding set plan = null where id = '" + finding.id() + "'");
    }

    private JsonNode shownWhilePlanned(Finding finding, String plan) throws Exception {
        try (Connection planner = database.getConnection();
                Statement statement = planner.createStatement()) {
            planner.setAutoCommit(false);
            statement.execute("lock table proposal in access exclusive mode");
            CompletableFuture<JsonNode> shown = CompletableFuture.supplyAsync(() -> proposal(finding.id()));
            await().until(() -> !Sql.ask(WAITING).equals("0"));
            statement.execute("update proposal set state = 'open' where target = '" + finding.resource() + "'");
            statement.execute("update finding set plan = '" + plan + "' where id = '" + finding.id() + "'");
            planner.commit();
            return shown.get();
        }
    }
}
