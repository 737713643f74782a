package dev.gleaner.collector.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns the pages of an answer on the thread that wants them: each is a call, which may have to wait for its turn. */
public final class AwsPaginator {

    private AwsPaginator() {}

    /** What is on all pages, in their order, or an exception: half of it is nothing. */
    public static <T, R> List<R> readAll(
            Function<@Nullable String, CompletionStage<T>> ask,
            Function<T, @Nullable String> next,
            Function<T, List<R>> content) {
        List<R> all = new ArrayList<>();
        forEachPage(ask, next, page -> all.addAll(content.apply(page)));
        return all;
    }

    /** Asks for one page after another and gives each on; ends with the one that names no next, or by what failed. */
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
