package dev.gleaner.collector.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads all pages of a response on the calling thread. Each page is a call of its own and may have to wait for its
 * turn.
 */
public final class AwsPaginator {

    private AwsPaginator() {}

    /** The items of all pages in order; throws if any page can't be read. */
    public static <T, R> List<R> readAll(
            Function<@Nullable String, CompletionStage<T>> ask,
            Function<T, @Nullable String> next,
            Function<T, List<R>> content) {
        List<R> all = new ArrayList<>();
        forEachPage(ask, next, page -> all.addAll(content.apply(page)));
        return all;
    }

    /** Passes each page on, until a page has no next token or a call fails. */
    public static <T> void forEachPage(
            Function<@Nullable String, CompletionStage<T>> ask, Function<T, @Nullable String> next, Consumer<T> take) {
        String token = null;
        do {
            T page = AwsFutures.await(ask.apply(token));
            take.accept(page);
            token = next.apply(page);
        } while (token != null && !token.isEmpty());
    }
}
