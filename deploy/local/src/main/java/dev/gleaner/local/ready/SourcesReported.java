package dev.gleaner.local.ready;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every source has reported once, which it does when its history is in. */
public record SourcesReported(Api api, String analyzer, List<String> sources) implements Condition {

    public SourcesReported {
        sources = List.copyOf(sources);
    }

    @Override
    public Optional<String> missing() {
        return Progress.ask(api, analyzer).map(this::missing).orElse(Optional.of("the analyzer tells no progress"));
    }

    @Override
    public String culprit() {
        return "collector";
    }

    Optional<String> missing(Progress progress) {
        List<String> silent = new ArrayList<>(sources);
        progress.sources().forEach(source -> silent.remove(source.source()));
        return silent.isEmpty()
                ? Optional.empty()
                : Optional.of("the history of " + String.join(", ", silent) + " is being read");
    }
}
