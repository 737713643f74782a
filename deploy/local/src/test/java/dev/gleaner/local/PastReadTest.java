package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PastReadTest {

    @Test
    void shouldTellHowManyCallsWereMadeAndWhatTheyCost() {
        JsonNode backfill = json("""
                {"waitsFor":["get-metric-data-history","inventory"],"calls":[
                {"source":"get-metric-data","account":"1","region":"us-east-1","done":3,"expected":167,"usd":0.00054},
                {"source":"get-metric-data-history","account":"1","region":"us-east-1","done":2,"expected":48,"usd":0.00126}]}""");

        assertThat(RunReadiness.PastRead.missing(backfill))
                .contains(
                        "the past is being read: 5 of 215 calls, 0.00180 USD; 2 sources left, get-metric-data-history");
        assertThat(RunReadiness.PastRead.summary(backfill)).contains("5 of 215 calls, 0.00180 USD");
    }

    @Test
    void shouldMissNothingOnceEachSourceWasRead() {
        assertThat(RunReadiness.PastRead.missing(json("{\"waitsFor\":[],\"calls\":[]}")))
                .isEmpty();
        assertThat(RunReadiness.PastRead.summary(json("{\"waitsFor\":[],\"calls\":[]}")))
                .isEmpty();
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
