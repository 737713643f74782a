package dev.gleaner.collector.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AwsPaginatorTest {

    private static final Map<String, Page> PAGES = Map.of(
            "", new Page(List.of("a", "b"), "two"),
            "two", new Page(List.of(), "three"),
            "three", new Page(List.of("c"), ""));

    @Test
    void shouldGatherAllPages() {
        assertThat(AwsPaginator.readAll(AwsPaginatorTest::page, Page::next, Page::content))
                .containsExactly("a", "b", "c");
    }

    /** An empty or failed answer is not "gone": half a listing is none (kubernetes-sigs/cluster-api-provider-aws#2915). */
    @Test
    void shouldGiveNothingWhereAPageFails() {
        Function<@Nullable String, CompletionStage<Page>> failing = token -> "three".equals(token)
                ? CompletableFuture.failedFuture(new IllegalStateException("throttled"))
                : page(token);

        assertThatThrownBy(() -> AwsPaginator.readAll(failing, Page::next, Page::content))
                .hasMessageContaining("throttled");
    }

    private static CompletionStage<Page> page(@Nullable String token) {
        return CompletableFuture.completedFuture(PAGES.get(token == null ? "" : token));
    }

    private record Page(List<String> content, String next) {}
}
