package dev.gleaner.local.ready;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** No hour waits to be judged. */
public record HoursJudged(Api api, String analyzer) implements Condition {

    @Override
    public Optional<String> missing() {
        return api.json(analyzer + "/progress")
                .map(progress -> progress.path("due"))
                .filter(JsonNode::isInt)
                .map(due -> due.intValue() == 0
                        ? Optional.<String>empty()
                        : Optional.of(due.intValue() + " hours to be judged"))
                .orElse(Optional.of("the analyzer does not tell how many hours are due"));
    }

    @Override
    public String culprit() {
        return "analyzer";
    }
}
