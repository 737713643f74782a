package dev.gleaner.local.ready;

import java.util.Optional;

/** A service says that it is ready. */
public record ServiceHealth(String culprit, String url, Api api) implements Condition {

    @Override
    public Optional<String> missing() {
        return api.answers(url + "/q/health/ready") ? Optional.empty() : Optional.of(culprit + " is not ready");
    }
}
