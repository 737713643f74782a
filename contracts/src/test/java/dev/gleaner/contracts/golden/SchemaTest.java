package dev.gleaner.contracts.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.DataSource;
import dev.gleaner.contracts.finding.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas describe what is written, and no more. */
class SchemaTest {

    @ParameterizedTest
    @CsvSource({
        "finding, finding.v1",
        "finding-unpriced, finding.v1",
        "finding-without-a-source, finding.v1",
        "finding-in-doubt, finding.v1",
        "finding-with-idleness, finding.v1",
        "finding-of-a-member, finding.v1",
        "finding-of-a-covered-host, finding.v1",
        "decision, decision.v1",
        "decision-with-parameters, decision.v1",
        "audit, audit.v1",
        "echo, echo.v1",
        "price, price.v1",
        "work-report, work-report.v1",
        "work-report-withdrawn, work-report.v1",
        "gpu-activity, gpu-activity.v1",
        "gpu-activity-without-work, gpu-activity.v1",
        "exemption, exemption.v1",
        "spend-bill, spend.v1",
        "spend-bill-with-usage, spend.v1",
        "spend-amounts, spend.v1",
        "spend-commitment, spend.v1",
        "spend-commitment-until-unknown, spend.v1",
        "spend-commitment-terms, spend.v1",
        "spend-commitment-terms-with-scope, spend.v1",
        "spend-eligible-day, spend.v1",
        "spend-resource-hours, spend.v1",
        "spend-resource-charges, spend.v1",
        "spend-predictions, spend.v1",
        "spend-target, spend.v1",
        "spend-own-cost, spend.v1"
    })
    void shouldAcceptWhatIsWritten(String form, String schema) {
        assertThat(errors(schema, Json.tree(Golden.documents().get(form)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "finding, finding.v1",
        "audit, audit.v1",
        "echo, echo.v1",
        "price, price.v1",
        "exemption, exemption.v1",
        "work-report, work-report.v1",
        "gpu-activity-without-work, gpu-activity.v1"
    })
    void shouldMissEveryFieldThatIsTakenAway(String form, String schema) {
        ObjectNode whole = (ObjectNode) Json.tree(Golden.documents().get(form));
        whole.fieldNames().forEachRemaining(name -> {
            ObjectNode part = whole.deepCopy();
            part.remove(name);
            assertThat(errors(schema, part)).as("without " + name).isNotEmpty();
        });
    }

    @Test
    void shouldKnowEverySource() {
        ObjectNode finding = (ObjectNode) Json.tree(Golden.documents().get("finding-without-a-source"));
        for (DataSource source : DataSource.values()) {
            finding.set("missingSources", Json.tree(List.of(new Finding.MissingSource(source, 1.0))));

            assertThat(errors("finding.v1", finding)).as(source.title()).isEmpty();
        }
    }

    @Test
    void shouldRejectZeroDollarsForAnUnknownPrice() {
        ObjectNode finding = (ObjectNode) Json.tree(Golden.documents().get("finding-unpriced"));
        ((ObjectNode) finding.get("saving")).put("monthly", "0.00");

        assertThat(errors("finding.v1", finding)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"doubt", "revision"})
    void shouldRejectADoubtThatDoesNotSayWhy(String missing) {
        ObjectNode finding = (ObjectNode) Json.tree(Golden.documents().get("finding-in-doubt"));
        finding.remove(missing);

        assertThat(errors("finding.v1", finding)).isNotEmpty();
    }

    /** Whoever lists what is open, and knows nothing of doubts, must not list it. */
    @Test
    void shouldRejectAnOpenFindingWithADoubt() {
        ObjectNode finding = (ObjectNode) Json.tree(Golden.documents().get("finding-in-doubt"));
        finding.put("status", "open");

        assertThat(errors("finding.v1", finding)).isNotEmpty();
    }

    @Test
    void shouldRejectAnApprovalWithoutAPlan() {
        ObjectNode decision = (ObjectNode) Json.tree(Golden.documents().get("decision"));
        decision.remove("plan");

        assertThat(errors("decision.v1", decision)).isNotEmpty();
    }

    private static List<Error> errors(String name, JsonNode document) {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("classpath:schema/" + name + ".json"));
        return schema.validate(document);
    }
}
