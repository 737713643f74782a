package dev.gleaner.endtoend;

import static dev.gleaner.endtoend.StartedGleaner.GLEANER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the tests on the local run saw proposed, and what was carried out by their approvals, for the table of {@code docs/actions.md}. */
final class CarriedOut {

    /** What a lifecycle rule does, by the field that says so. */
    private static final Map<String, String> EFFECTS = new TreeMap<>(Map.of(
            "Transitions", "transition",
            "Expiration", "expiry",
            "NoncurrentVersionExpiration", "noncurrent expiry"));

    private static final Set<Proposal> PROPOSED = new TreeSet<>();
    private static final Map<Proposal, Set<String>> TESTS = new TreeMap<>();

    private CarriedOut() {}

    /** A rule with one of its remedies. */
    record Proposal(String rule, String remedy) implements Comparable<Proposal> {

        static Proposal of(JsonNode finding, JsonNode remedy) {
            String action = remedy.get("action").asText();
            String effects = effects(remedy);
            return new Proposal(
                    finding.get("rule").asText(), effects.isEmpty() ? action : action + " (" + effects + ")");
        }

        /** Of a lifecycle rule, what it does; empty for another remedy, and where it only aborts uploads. */
        private static String effects(JsonNode remedy) {
            if (!remedy.get("action").asText().equals("put-lifecycle-rule")) {
                return "";
            }
            JsonNode parameter = Json.read(remedy.at("/parameters/rule").asText(), JsonNode.class);
            List<String> effects = new ArrayList<>();
            EFFECTS.forEach((field, effect) -> {
                if (parameter.findValue(field) != null) {
                    effects.add(effect);
                }
            });
            return String.join(", ", effects);
        }

        @Override
        public int compareTo(Proposal other) {
            int byRule = rule.compareTo(other.rule);
            return byRule == 0 ? remedy.compareTo(other.remedy) : byRule;
        }
    }

    /** Notes what findings propose. */
    static void see(JsonNode findings) {
        findings.forEach(finding -> finding.get("remedies").forEach(remedy -> {
            if (!remedy.get("action").asText().equals(Remedy.ADVICE)) {
                PROPOSED.add(Proposal.of(finding, remedy));
            }
        }));
    }

    /** Notes that a remedy was carried out to its end: the actuator has observed its effect. */
    static void record(Class<?> test, JsonNode finding, JsonNode remedy, String action) {
        JsonNode shown = GLEANER.get("/api/actions/" + action);
        assertThat(shown.get("state").asText()).as("%s", shown).isEqualTo("observed");
        TESTS.computeIfAbsent(Proposal.of(finding, remedy), absent -> new TreeSet<>())
                .add(test.getSimpleName());
    }

    /** The tests by what they carried out; empty for what is proposed and was not carried out. */
    static Map<Proposal, Set<String>> tests() {
        Map<Proposal, Set<String>> tests = new TreeMap<>(TESTS);
        PROPOSED.forEach(proposal -> tests.putIfAbsent(proposal, Set.of()));
        return tests;
    }
}
