package dev.gleaner.actuator.work;

import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Console;
import dev.gleaner.contracts.signal.WorkReport;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Reports of work and their withdrawals in PostgreSQL. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class WorkReportRepositoryIT {

    @Inject
    WorkReportRepository workReportRepository;

    private final String target = "arn:aws:ec2:us-east-1:111122223333:instance/i-"
            + UUID.randomUUID().toString().substring(0, 8);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Test
    void shouldEndTheReportsBeforeAWithdrawalAndNoneAfterIt() throws Throwable {
        store(report(0, Duration.ofDays(5)), withdrawal(1), report(2, Duration.ofHours(1)));
        assertThat(holding()).contains(now.plus(Duration.ofHours(1)));

        store(withdrawal(3));
        assertThat(holding()).isEmpty();

        store(withdrawal(4), report(5, Duration.ofHours(2)));
        assertThat(holding()).contains(now.plus(Duration.ofHours(2)));
    }

    /** An actuator whose partition another one has taken over stores its last records again once it reaches the database. */
    @Test
    void shouldKeepAReportThatCameAfterAnOldWithdrawal() throws Throwable {
        store(report(0, Duration.ofDays(5)), withdrawal(1), report(2, Duration.ofHours(1)));

        store(withdrawal(1));

        assertThat(holding()).contains(now.plus(Duration.ofHours(1)));
    }

    @Test
    void shouldAuditWhoWithdrewWhat() throws Throwable {
        store(report(0, Duration.ofDays(5)));
        store(withdrawal(1));
        store(withdrawal(2));

        assertThat(entries()).singleElement().satisfies(entry -> {
            assertThat(entry.path("kind").asText()).isEqualTo("decided");
            assertThat(entry.path("actor").asText()).isEqualTo("user:alice");
            assertThat(entry.path("detail").toString())
                    .isEqualTo("{\"decision\":\"withdraw-reports\",\"until\":\"" + now.plus(Duration.ofDays(5))
                            + "\",\"what\":\"2 login sessions\",\"receivedAt\":\"" + now
                            + "\",\"authenticatedBy\":\"collector\"}");
        });
    }

    @Test
    void shouldNotAuditAWithdrawalThatEndsNothing() throws Throwable {
        store(report(0, Duration.ofSeconds(-1)));

        store(withdrawal(1));

        assertThat(entries()).isEmpty();
    }

    private ReceivedReport report(int second, Duration length) {
        return new ReceivedReport(
                target, new WorkReport(now, now.plus(length), "2 login sessions"), now.plusSeconds(second));
    }

    private ReceivedReport withdrawal(int second) {
        return new ReceivedReport(target, WorkReport.withdrawal(now, "alice"), now.plusSeconds(second));
    }

    private void store(ReceivedReport... reports) throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> workReportRepository.store(List.of(reports)));
    }

    private Optional<Instant> holding() throws Throwable {
        return VertxContextSupport.subscribeAndAwait(() -> workReportRepository.findHolding(target))
                .map(WorkReportInForce::until);
    }

    private List<JsonNode> entries() {
        List<JsonNode> entries = new ArrayList<>();
        json(Console.get("/api/audit")).forEach(entry -> {
            if (entry.path("resource").asText().equals(target)) {
                entries.add(entry);
            }
        });
        return entries;
    }
}
