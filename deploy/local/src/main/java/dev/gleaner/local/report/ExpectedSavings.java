package dev.gleaner.local.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The savings of the findings that the estate expects, as the file of a run lists them. */
final class ExpectedSavings {

    private final JsonNode byRule;

    private ExpectedSavings(JsonNode byRule) {
        this.byRule = byRule;
    }

    /**
     * Reads the file; without one, no finding is expected.
     *
     * @throws UncheckedIOException when it can't be read
     */
    static ExpectedSavings read(Path file) {
        try {
            return new ExpectedSavings(
                    Files.exists(file)
                            ? Json.read(Files.readAllBytes(file), JsonNode.class)
                            : Json.mapper().createObjectNode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The saving that a finding has to have, or the cost that it has to tell, USD a month; empty if the finding is not expected, or its saving is
     * unknown. One that changes from hour to hour is that of the hour in which the finding was last confirmed, which may be one after the end of
     * the estate.
     */
    Optional<BigDecimal> amount(Finding finding) {
        JsonNode expected = byRule.path(finding.rule()).path(finding.resource());
        Instant confirmed = finding.window().to();
        if (expected.has("through")
                && confirmed.isAfter(Instant.parse(expected.get("through").asText()))) {
            return Optional.empty();
        }
        JsonNode saving = expected.has("byHour") ? at(expected.get("byHour"), confirmed) : expected;
        return Stream.of("monthly", "cost")
                .filter(saving::has)
                .map(amount -> new BigDecimal(saving.get(amount).asText()))
                .findFirst();
    }

    /** The newest entry that is not after a time. */
    private static JsonNode at(JsonNode byHour, Instant time) {
        JsonNode newest = MissingNode.getInstance();
        Instant newestHour = Instant.MIN;
        for (Map.Entry<String, JsonNode> entry : byHour.properties()) {
            Instant hour = Instant.parse(entry.getKey());
            if (!hour.isAfter(time) && hour.isAfter(newestHour)) {
                newest = entry.getValue();
                newestHour = hour;
            }
        }
        return newest;
    }
}
