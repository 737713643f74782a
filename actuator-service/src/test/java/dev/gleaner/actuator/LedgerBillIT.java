package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.header;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.BilledStop;
import dev.gleaner.actuator.support.Spend;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the bill says of an action, while it is stated again and again. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class LedgerBillIT {

    private static final LocalDate MAY = LocalDate.parse("2026-05-01");

    @BeforeEach
    void save() throws SQLException {
        Spend.forget();
        BilledStop.save();
    }

    @AfterEach
    void forget() throws SQLException {
        BilledStop.forget();
        Spend.forget();
    }

    @Test
    void shouldFollowTheStatementsOfTheBill() {
        assertThat(bill().path("state").asText()).isEqualTo("estimated");
        assertThat(bill().path("usd").isNull()).isTrue();
        assertThat(bill().path("reason").asText()).isEqualTo("none of its days is billed yet");
        assertThat(total("billed").isNull()).isTrue();

        BilledStop.stateMay("2026-05-10T00:00:00Z");
        JsonNode early = awaitBill("usd", "180.00");
        assertThat(early.path("state").asText()).isEqualTo("estimated");
        assertThat(early.path("measured").asText()).isEqualTo("180.00");
        assertThat(early.path("billedDays").asInt()).isEqualTo(8);
        assertThat(early.path("days").asInt()).isEqualTo(31);
        assertThat(total("billedPreliminary").asText()).isEqualTo("180.00");

        BilledStop.stateMay(BilledStop.FINAL);
        JsonNode last = awaitBill("state", "billed");
        assertThat(last.path("usd").asText()).isEqualTo("732.00");
        assertThat(last.path("measured").asText()).isEqualTo("720.00");
        assertThat(total("billed").asText()).isEqualTo("732.00");
        assertThat(total("billedPreliminary").isNull()).isTrue();
        assertThat(total("disputed").asInt()).isZero();

        BilledStop.stateMay(
                "2026-07-04T00:00:00Z",
                BilledStop.charge(MAY.plusDays(2), BilledStop.HOURS, "20"),
                BilledStop.charge(MAY.plusDays(3), "EBS:SnapshotUsage", "80.5"));
        JsonNode disputed = awaitBill("state", "disputed");
        assertThat(disputed.path("usd").asText()).isEqualTo("631.50");
        assertThat(disputed.at("/usageTypes/0/usageType").asText()).isEqualTo(BilledStop.HOURS);
        assertThat(disputed.at("/usageTypes/0/before").asText()).isEqualTo("744.00");
        assertThat(disputed.at("/usageTypes/0/after").asText()).isEqualTo("32.00");
        assertThat(disputed.at("/usageTypes/1/difference").asText()).isEqualTo("-80.50");
        assertThat(total("billed").asText()).isEqualTo("631.50");
        assertThat(total("disputed").asInt()).isOne();
    }

    @Test
    void shouldSubtractWhatGleanerItselfCostOnTheSameDays() {
        BilledStop.stateMay(BilledStop.FINAL);
        awaitBill("state", "billed");
        assertThat(total("net").isNull()).isTrue();
        assertThat(total("ownMonthly").isNull()).isTrue();

        LocalDate yesterday = LocalDate.now(ZoneOffset.UTC).minusDays(1);
        send(new SpendRecord.OwnCost("collector-1", MAY.minusDays(1), new BigDecimal("9")));
        send(new SpendRecord.OwnCost("collector-1", MAY, new BigDecimal("0.111")));
        send(new SpendRecord.OwnCost("collector-2", MAY.plusDays(30), new BigDecimal("0.222")));
        send(new SpendRecord.OwnCost("collector-1", MAY.plusDays(31), new BigDecimal("9")));
        send(new SpendRecord.OwnCost("collector-1", yesterday, new BigDecimal("7.2")));

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(total("ownCost").asText()).isEqualTo("0.34");
            assertThat(total("net").asText()).isEqualTo("731.66");
            assertThat(total("ownMonthly").asText()).isEqualTo("7.30");
        });
    }

    @Test
    void shouldWriteTheLedgerAsCsvAndVerifiedSavingsAsFocus() {
        BilledStop.stateMay("2026-05-10T00:00:00Z");
        awaitBill("usd", "180.00");
        assertThat(focus()).isEmpty();

        BilledStop.stateMay(BilledStop.FINAL);
        awaitBill("state", "billed");

        HttpResponse<String> csv = get("/api/ledger?format=csv");
        assertThat(header(csv, "Content-Type")).startsWith("text/csv");
        assertThat(header(csv, "Content-Disposition")).contains("ledger.csv");
        assertThat(csv.body().lines())
                .anyMatch(line -> line.startsWith("ledger-billed,stop-instance,")
                        && line.endsWith(",720.00,720.00,billed,732.00,720.00,31,31,"));
        assertThat(focus())
                .hasSize(1)
                .first()
                .satisfies(row -> assertThat(row)
                        .contains("-732.00")
                        .contains("2026-05-01T00:00:00Z")
                        .contains("Credit")
                        .contains(BilledStop.TARGET));

        BilledStop.stateMay("2026-07-04T00:00:00Z", BilledStop.charge(MAY, "EBS:SnapshotUsage", "100.5"));
        awaitBill("state", "disputed");
        assertThat(focus()).isEmpty();
    }

    @Test
    void shouldRefuseAnUnknownFormatAndCallersWithoutAToken() {
        assertThat(get("/api/ledger?format=xml").statusCode()).isEqualTo(400);
        assertThat(json(get("/api/ledger?format=xml")).path("error").asText())
                .isEqualTo("format has to be json, csv or focus");
        assertThat(nobody().get("/api/ledger?format=focus").statusCode()).isEqualTo(401);
    }

    @Test
    void shouldNotLetTagsTakeTheDaysOfAStop() throws SQLException {
        BilledStop.stateMay(BilledStop.FINAL);
        awaitBill("state", "billed");
        try {
            Sql.run(
                    "insert into action (id, name, target, finding_id, finding_version, plan, round, state, dry_run,"
                            + " decided_by, planned, valid_until, not_before, created_at, updated_at) values"
                            + " ('ledger-tags', 'tag-resource', '" + BilledStop.TARGET + "', 'ledger-tags', 1,"
                            + " 'ledger-tags', 1, 'observed', false, 'anna', '{}', now(), now(), now(), now())",
                    "insert into ledger_entry (action_id, target, basis, since, through, next_look) values"
                            + " ('ledger-tags', '" + BilledStop.TARGET + "', 'tags save nothing by themselves',"
                            + " '2026-04-25T12:00:00Z', '2026-05-25T12:00:00Z', now() + interval '1 year')");

            assertThat(bill().path("usd").asText()).isEqualTo("732.00");
            assertThat(entry("ledger-tags").at("/bill/reason").asText()).isEqualTo("the action changes no bill");
        } finally {
            Sql.run(
                    "delete from ledger_entry where action_id = 'ledger-tags'",
                    "delete from action where id = 'ledger-tags'");
        }
    }

    private static void send(SpendRecord spendRecord) {
        Spend.send(spendRecord.topicKey(), spendRecord);
    }

    private static List<String> focus() {
        return get("/api/ledger?format=focus").body().lines().skip(1).toList();
    }

    private static JsonNode awaitBill(String field, String value) {
        return await().atMost(Duration.ofSeconds(20))
                .until(LedgerBillIT::bill, bill -> bill.path(field).asText().equals(value));
    }

    private static JsonNode bill() {
        return entry(BilledStop.ACTION).path("bill");
    }

    private static JsonNode total(String name) {
        return json(get("/api/ledger")).path("totals").path(name);
    }

    private static JsonNode entry(String action) {
        for (JsonNode line : json(get("/api/ledger")).path("entries")) {
            if (line.path("action").asText().equals(action)) {
                return line;
            }
        }
        return MissingNode.getInstance();
    }
}
