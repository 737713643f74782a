package dev.gleaner.collector.aws;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the pages of an answer on the thread that wants them: each is a call, which may have to wait for its turn. */
public final class Pages {

    private Pages() {}

    /** Asks for one page after another and gives each on; ends with the one that names no next, or by what failed. */
    public static <T> void each(
            Function<@Nullable String, CompletionStage<T>> ask, Function<T, @Nullable String> next, Consumer<T> take) {
        String token = null;
        do {
            T page = Answer.of(ask.apply(token));
            take.accept(page);
            token = next.apply(page);
        } while (token != null && !token.isEmpty());
    }
}
