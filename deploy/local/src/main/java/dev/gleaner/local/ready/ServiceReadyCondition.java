package dev.gleaner.local.ready;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.local.runtime.process.ReadinessCondition;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The health endpoint of a service reports that it is ready. */
public record ServiceReadyCondition(String culprit, String url, ServiceApiClient api) implements ReadinessCondition {

    @Override
    public Optional<String> missing() {
        Optional<JsonNode> health = api.getHealth(url + "/q/health/ready");
        return health.filter(ServiceReadyCondition::isUp).isPresent()
                ? Optional.empty()
                : Optional.of(culprit + " is not ready"
                        + health.map(ServiceReadyCondition::problems).orElse(""));
    }

    private static String problems(JsonNode health) {
        String problems = StreamSupport.stream(health.path("checks").spliterator(), false)
                .filter(check -> !isUp(check))
                .map(check -> check.at("/data/problem").asText())
                .filter(problem -> !problem.isEmpty())
                .collect(Collectors.joining(", "));
        return problems.isEmpty() ? "" : ": " + problems;
    }

    private static boolean isUp(JsonNode health) {
        return health.path("status").asText().equals("UP");
    }
}
