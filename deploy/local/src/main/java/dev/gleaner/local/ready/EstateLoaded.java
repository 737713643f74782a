package dev.gleaner.local.ready;

import java.util.Optional;
import java.util.function.Supplier;

/** The feeder has delivered all history. */
public record EstateLoaded(Supplier<Optional<EstateState>> state, Supplier<Optional<String>> progress)
        implements Condition {

    @Override
    public Optional<String> missing() {
        return state.get().filter(EstateState::loaded).isPresent()
                ? Optional.empty()
                : Optional.of("estate: " + progress.get().orElse("loading"));
    }

    @Override
    public String culprit() {
        return "feeder";
    }
}
