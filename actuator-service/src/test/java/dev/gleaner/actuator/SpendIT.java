package dev.gleaner.actuator;

import static dev.gleaner.actuator.support.Caller.nobody;
import static dev.gleaner.actuator.support.Console.as;
import static dev.gleaner.actuator.support.Console.get;
import static dev.gleaner.actuator.support.Console.header;
import static dev.gleaner.actuator.support.Console.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.support.ActingProfile;
import dev.gleaner.actuator.support.Records;
import dev.gleaner.actuator.support.Spend;
import dev.gleaner.actuator.support.Sql;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.spend.SpendDimension;
import dev.gleaner.contracts.spend.SpendRecord;
import dev.gleaner.contracts.topic.DeadLetter;
import dev.gleaner.contracts.topic.Topic;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is shown of the bills that the analyzer publishes. */
@NeedsAwsStandIn
@QuarkusTest
@TestProfile(ActingProfile.class)
class SpendIT {

    /** A month before the sample, so that the sample stays the newest bill. */
    private static final String MAY = "123456789012 2026-05-01";

    private static final LocalDate DAY = LocalDate.parse("2026-05-03");
    private static final String PERIOD = "&from=2026-05-01&to=2026-05-31";

    @BeforeEach
    void sendOctober() throws SQLException {
        Spend.forget();
        Spend.sendOctober();
    }

    @ParameterizedTest
    @EnumSource(SpendDimension.class)
    void shouldAddUpToTheBillByEachDimension(SpendDimension dimension) {
        JsonNode report = json(get("/api/spend?by=" + dimension.id()));

        assertThat(report.path("from").asText()).isEqualTo("2026-10-01");
        assertThat(report.path("to").asText()).isEqualTo("2026-10-31");
        assertThat(report.at("/totals/effective").asText())
                .isEqualTo(Spend.total().toPlainString());
        BigDecimal rows = BigDecimal.ZERO;
        BigDecimal days = BigDecimal.ZERO;
        for (JsonNode row : report.path("rows")) {
            rows = rows.add(new BigDecimal(row.path("effective").asText()));
            for (JsonNode day : row.path("days")) {
                days = days.add(new BigDecimal(day.path("effective").asText()));
            }
        }
        assertThat(rows).isEqualByComparingTo(Spend.total());
        assertThat(days).isEqualByComparingTo(Spend.total());
        assertThat(report.at("/bills/0/bill").asText()).isEqualTo(Spend.BILL);
        assertThat(report.at("/bills/0/stated").asText()).isEqualTo("2026-10-21T05:00:00Z");
        assertThat(report.at("/bills/0/effective").asText())
                .isEqualTo(Spend.total().toPlainString());
    }

    @Test
    void shouldShowCategoriesBesideTheRangesOfTheArticle() {
        JsonNode rows = json(get("/api/spend")).path("rows");

        assertThat(values(rows))
                .containsExactly("storage", "idle-compute", "active-compute", "egress", "operations", "unclassified");
        assertThat(rows.at("/0/title").asText()).isEqualTo("Storage and data management");
        assertThat(rows.at("/0/usual/low").asInt()).isEqualTo(30);
        assertThat(rows.at("/1/idle")).isEqualTo(rows.at("/1/effective"));
        assertThat(rows.at("/1/percent").decimalValue()).isBetween(new BigDecimal("20"), new BigDecimal("30"));
    }

    @Test
    void shouldSpreadWhatTheFileSaysAndNothingElse() {
        JsonNode teams = json(get("/api/spend?by=team"));
        JsonNode centers = json(get("/api/spend?by=cost-center"));

        assertThat(values(teams.path("rows"))).containsExactly("search", "vision", "speech", "unallocated");
        assertThat(teams.path("shared"))
                .allMatch(shared -> shared.path("method").isNull());
        assertThat(centers.path("shared").toString())
                .contains("{\"kind\":\"nat\",\"method\":\"proportional\"", "\"support\",\"method\":\"fixed\"");
        assertThat(usd(centers.at("/rows/0/spread"))).isPositive();
        assertThat(values(centers.path("rows"))).containsExactly("cc-9", "cc-7", "unallocated");
        assertThat(usd(centers.at("/rows/2/effective"))).isLessThan(usd(teams.at("/rows/3/effective")));
    }

    @Test
    void shouldReplaceWhatIsStatedAgainAndForgetWhatIsNoLongerInTheBill() {
        send(amounts("search", "10.000000000000000000000000000001"));
        send(amounts("ads", "5"));
        send(bill("15"));
        Spend.awaitBill(MAY);
        assertThat(json(get("/api/spend?by=team" + PERIOD))
                        .at("/totals/effective")
                        .asText())
                .isEqualTo("15.000000000000000000000000000001");

        send(amounts("search", "11"));
        Spend.send(amounts("ads", "5").topicKey(), null);
        send(bill("11"));
        send(bill("11"));

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode report = json(get("/api/spend?by=team" + PERIOD));
            assertThat(values(report.path("rows"))).containsExactly("search");
            assertThat(report.at("/totals/effective").asText()).isEqualTo("11");
            assertThat(report.at("/bills/0/effective").asText()).isEqualTo("11");
        });
        // The other bill is as it was.
        assertThat(json(get("/api/spend?by=team")).at("/totals/effective").asText())
                .isEqualTo(Spend.total().toPlainString());
    }

    @Test
    void shouldPutAsideWhatItCannotReadAndGoOn() throws SQLException {
        RecordMetadata unreadable = Records.send(
                Topic.SPEND,
                "amounts|" + MAY + "|team||search",
                "{\"type\":\"amounts\",\"bill\":\"lunch\"}".getBytes(StandardCharsets.UTF_8),
                new RecordHeaders());
        send(amounts("ads", "5"));
        send(new SpendRecord.ResourceCharges(
                "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc",
                MAY,
                Instant.parse("2026-05-20T00:00:00Z"),
                List.of(new SpendRecord.ResourceCharges.Charge(
                        DAY, DAY.plusDays(1), "Amazon EC2", "BoxUsage:m5.xlarge", BigDecimal.ONE, BigDecimal.TEN))));
        send(new SpendRecord.OwnCost("collector-1", DAY, new BigDecimal("0.0123")));
        send(bill("5"));
        Spend.awaitBill(MAY);

        assertThat(json(get("/api/spend?by=team" + PERIOD))
                        .at("/totals/effective")
                        .asText())
                .isEqualTo("5");
        assertThat(Sql.ask("select effective from spend_charge where usage_type = 'BoxUsage:m5.xlarge'"))
                .isEqualTo("10");
        assertThat(Sql.ask("select amount from spend_own_cost")).isEqualTo("0.0123");
        assertThat(Records.all(Topic.DEAD_LETTERS).stream().map(text -> Json.read(text, DeadLetter.class)))
                .anySatisfy(letter -> {
                    assertThat(letter.place()).isEqualTo("gleaner.spend-0");
                    assertThat(letter.offset()).isEqualTo(unreadable.offset());
                    assertThat(letter.reason()).contains("lunch");
                });
    }

    @Test
    void shouldSayWhatAPredictionCosts() {
        JsonNode services = json(get("/api/unit-cost")).path("services");
        JsonNode ranker = json(get("/api/unit-cost?service=ranker&from=2026-10-05&to=2026-10-06"))
                .at("/services/0");

        assertThat(services).hasSize(2);
        assertThat(ranker.path("target").asText()).isEqualTo("0.00012");
        assertThat(ranker.path("days")).hasSize(2);
        JsonNode day = ranker.at("/days/0");
        assertThat(day.at("/predictions/count").asLong()).isEqualTo(2_500_000);
        assertThat(day.at("/predictions/source").asText()).isEqualTo("load-balancer");
        assertThat(day.path("sources")).hasSize(2);
        assertThat(usd(day.at("/perPrediction/allocated")))
                .isCloseTo(
                        usd(day.at("/cost/allocated")).divide(new BigDecimal("2500000")),
                        Offset.offset(new BigDecimal("1e-15")));
        assertThat(day.path("perThousandTokens").isNull()).isTrue();
        JsonNode detector = services.get(0);
        assertThat(usd(detector.at("/months/0/perPrediction/idle"))).isPositive();
        assertThat(usd(detector.at("/months/0/perThousandTokens/used"))).isPositive();
        assertThat(json(get("/api/unit-cost?service=nobody")).path("services")).isEmpty();
    }

    @Test
    void shouldWriteCsvByParameterAndByHeader() {
        HttpResponse<String> byParameter = get("/api/spend?by=team&from=2026-10-02&to=2026-10-02&format=csv");
        HttpResponse<String> byHeader =
                as("viewer-token").accepting("text/csv").get("/api/spend?by=team&from=2026-10-02&to=2026-10-02");

        assertThat(header(byParameter, "Content-Type")).startsWith("text/csv");
        assertThat(header(byParameter, "Content-Disposition")).contains("spend-by-team.csv");
        assertThat(byParameter.body().lines())
                .hasSize(5)
                .first()
                .isEqualTo("by,value,day,billed,effective,idle,spread");
        assertThat(byHeader.body()).isEqualTo(byParameter.body());
        assertThat(get("/api/unit-cost?format=csv").body().lines()).hasSize(41);
        assertThat(header(as("viewer-token").accepting("text/csv").get("/api/spend?format=json"), "Content-Type"))
                .startsWith("application/json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/spend?by=lunch | by has to be one of category, team, project
            /api/spend?from=yesterday | from has to be a day as 2026-10-31, not yesterday
            /api/spend?to=2026-02-30 | to has to be a day as 2026-10-31, not 2026-02-30
            /api/spend?from=2026-10-02&to=2026-10-01 | from has to be at or before to
            /api/spend?from=2024-10-02&to=2026-10-01 | at most 400 days
            /api/spend?format=xml | format has to be json or csv
            /api/unit-cost?from=x | from has to be a day
            """)
    void shouldRefuseABadParameterWithASentence(String path, String sentence) {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").asText()).contains(sentence);
    }

    @Test
    void shouldShowNothingWithoutATokenAndSayThatThereIsNoBill() throws SQLException {
        assertThat(nobody().get("/api/spend").statusCode()).isEqualTo(401);
        assertThat(nobody().get("/api/unit-cost").statusCode()).isEqualTo(401);

        Spend.forget();

        JsonNode report = json(get("/api/spend"));
        assertThat(report.path("rows")).isEmpty();
        assertThat(report.path("bills")).isEmpty();
        assertThat(report.path("from").isNull()).isTrue();
        assertThat(json(get("/api/unit-cost")).path("services")).isEmpty();
        assertThat(json(get("/api/spend?from=2026-10-01&to=2026-10-02")).path("rows"))
                .isEmpty();
    }

    private static void send(SpendRecord record) {
        Spend.send(record.topicKey(), record);
    }

    private static SpendRecord bill(String effective) {
        return new SpendRecord.Bill(
                MAY, Instant.parse("2026-05-20T00:00:00Z"), 2, 0, new BigDecimal(effective), new BigDecimal(effective));
    }

    private static SpendRecord amounts(String team, String effective) {
        return new SpendRecord.Amounts(
                MAY,
                SpendDimension.TEAM,
                team,
                null,
                List.of(new SpendRecord.Amounts.DayAmount(
                        DAY, new BigDecimal(effective), new BigDecimal(effective), BigDecimal.ZERO)));
    }

    private static List<String> values(JsonNode rows) {
        List<String> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.path("value").asText()));
        return values;
    }

    private static BigDecimal usd(JsonNode amount) {
        return new BigDecimal(amount.asText());
    }
}
