package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.reactive.IsolatedVertxContext;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code POST /slack/interactions}: what is signed is answered in time. */
final class InteractionsRoute {

    /** Slack gives up after three seconds, and tries again on anything but a 2xx. */
    private static final long PATIENCE_MILLIS = 2500;

    private final Vertx vertx;
    private final Clicks clicks;
    private final Replies replies;
    private final Forms forms;

    InteractionsRoute(Vertx vertx, Clicks clicks, Replies replies, Forms forms) {
        this.vertx = vertx;
        this.clicks = clicks;
        this.replies = replies;
        this.forms = forms;
    }

    /** Takes what is signed. */
    void take(HttpServerResponse response, Signed signed) {
        try {
            take(response, signed, ClickForm.read(signed, forms.zone()));
        } catch (InvalidInput e) {
            end(response, 200, FormAnswer.errors(e.field(), String.valueOf(e.getMessage())));
        } catch (MalformedClick e) {
            end(response, 400, problem(String.valueOf(e.getMessage())));
        }
    }

    private void take(HttpServerResponse response, Signed signed, Click click) {
        if (forms.isFor(click)) {
            inTime(response, () -> forms.open(click, signed.sentAt()), opened -> opened(response, click, opened));
        } else {
            inTime(response, () -> clicks.take(signed.signature(), click), answer -> answered(response, click, answer));
        }
    }

    private void opened(HttpServerResponse response, Click click, boolean isOpen) {
        end(response, 200, "{}");
        if (!isOpen) {
            whisper(click, "The form can't be opened now. Nothing was done; click again.");
        }
    }

    private void answered(HttpServerResponse response, Click click, Answer answer) {
        end(response, 200, click.form() ? FormAnswer.of(answer) : Json.text(answer));
        if (answer.text() != null) {
            whisper(click, answer.text());
        }
    }

    /** It goes on when it takes too long: Slack asks again, and gets its answer then. */
    private <T> void inTime(HttpServerResponse response, Supplier<Uni<T>> work, Consumer<T> then) {
        long timer = vertx.setTimer(
                PATIENCE_MILLIS, late -> end(response, 503, problem("the database does not answer in time")));
        IsolatedVertxContext.run(
                vertx,
                () -> work.get()
                        .subscribe()
                        .with(
                                result -> {
                                    vertx.cancelTimer(timer);
                                    then.accept(result);
                                },
                                failure -> {
                                    vertx.cancelTimer(timer);
                                    Log.error("A click can't be taken now; Slack is told to try again", failure);
                                    end(response, 503, problem("the database does not answer"));
                                }));
    }

    private void whisper(Click click, String text) {
        replies.whisper(click, text).subscribe().with(said -> {}, failure -> {});
    }

    /** Answers, unless that was done or nobody is there any more. */
    static void end(HttpServerResponse response, int status, String json) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json);
    }

    /** Why a request is not served. */
    static String problem(String text) {
        return Json.text(Map.of("error", text));
    }
}
