package dev.gleaner.actuator.approval.slack;

import dev.gleaner.actuator.reactive.OwnContext;
import dev.gleaner.contracts.json.Json;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code POST /slack/interactions}: what is not signed is not read, what is signed is answered in time. */
final class InteractionsRoute {

    static final String PATH = "/slack/interactions";

    private static final int LIMIT = 256 * 1024;
    /** Slack gives up after three seconds, and tries again on anything but a 2xx. */
    private static final long PATIENCE_MILLIS = 2500;

    private final Vertx vertx;
    private final SlackSignature signature;
    private final Clicks clicks;
    private final Replies replies;
    private final Forms forms;

    InteractionsRoute(Vertx vertx, SlackSignature signature, Clicks clicks, Replies replies, Forms forms) {
        this.vertx = vertx;
        this.signature = signature;
        this.clicks = clicks;
        this.replies = replies;
        this.forms = forms;
    }

    void handle(HttpServerRequest request) {
        if (!request.path().equals(PATH)) {
            end(request.response(), 404, problem("there is nothing here"));
        } else if (!request.method().equals(HttpMethod.POST)) {
            end(request.response(), 405, problem("only POST"));
        } else {
            LimitedBody.read(
                    request,
                    LIMIT,
                    body -> received(request, body),
                    () -> end(request.response(), 413, problem("the body is too large")));
        }
    }

    private void received(HttpServerRequest request, byte[] body) {
        Optional<Signed> signed = signature.check(
                request.headers().getAll("X-Slack-Request-Timestamp"),
                request.headers().getAll("X-Slack-Signature"),
                body);
        if (signed.isEmpty()) {
            Log.warn("A request on the Slack port was refused: it is not signed as Slack does, or not signed now");
            end(request.response(), 401, problem("not signed"));
            return;
        }
        try {
            take(request.response(), signed.get(), ClickForm.read(signed.get(), forms.zone()));
        } catch (InvalidInput e) {
            end(request.response(), 200, FormAnswer.errors(e.field(), String.valueOf(e.getMessage())));
        } catch (MalformedClick e) {
            end(request.response(), 400, problem(String.valueOf(e.getMessage())));
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
        OwnContext.run(
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

    private static void end(HttpServerResponse response, int status, String json) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json);
    }

    private static String problem(String text) {
        return Json.text(Map.of("error", text));
    }
}
