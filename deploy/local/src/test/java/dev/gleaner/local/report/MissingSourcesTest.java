package dev.gleaner.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import org.junit.jupiter.api.Test;

class MissingSourcesTest {

    private static final String AGENT = """
            {"title": "the CloudWatch agent", "findings": 2, "savedAtMost": "367.92", "price": {"usd": "0.60"}}""";

    private static final String EVENTS = """
            {"title": "data events of S3 in CloudTrail", "findings": 1, "savedAtMost": null, "price": {"usd": null}}""";

    @Test
    void shouldNameTheMostWorthFirst() {
        assertThat(StartupReport.MissingSources.lines(sources(AGENT, EVENTS)))
                .containsExactly(
                        "switch on next: the CloudWatch agent (2 findings; saved at most: 367.92 USD a month; price: 0.60 USD a month)",
                        "switch on next: data events of S3 in CloudTrail (1 finding; saved at most: not known; price: not known)");
    }

    @Test
    void shouldPrintThreeAtMost() {
        assertThat(StartupReport.MissingSources.lines(sources(AGENT, AGENT, EVENTS, EVENTS)))
                .hasSize(3);
        assertThat(StartupReport.MissingSources.lines(sources())).isEmpty();
    }

    private static JsonNode sources(String... sources) {
        return Json.read("[" + String.join(",", sources) + "]", JsonNode.class);
    }
}
