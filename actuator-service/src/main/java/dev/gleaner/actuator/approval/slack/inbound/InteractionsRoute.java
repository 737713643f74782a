package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.reactive.IsolatedVertxContext;
import dev.gleaner.contracts.Json;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** {@code POST /slack/interactions}: what is signed is answered in time. */
final class InteractionsRoute {

    /** Slack gives up after three seconds, and tries again on anything but a 2xx. */
    private static final long PATIENCE_MILLIS = 2500;

    private final Vertx vertx;
    private final ClickProcessor clickProcessor;
    private final EphemeralReplies replies;
    private final ReasonForm.Opener reasonFormOpener;

    InteractionsRoute(
            Vertx vertx, ClickProcessor clickProcessor, EphemeralReplies replies, ReasonForm.Opener reasonFormOpener) {
        this.vertx = vertx;
        this.clickProcessor = clickProcessor;
        this.replies = replies;
        this.reasonFormOpener = reasonFormOpener;
    }

    /** Takes what is signed. */
    void handle(HttpServerResponse response, SlackSignatureVerifier.SignedRequest signed) {
        try {
            handle(response, signed, ClickParser.read(signed, reasonFormOpener.zone()));
        } catch (ReasonForm.InvalidInputException e) {
            end(response, 200, FormResponse.errors(e.field(), String.valueOf(e.getMessage())));
        } catch (ClickParser.MalformedClickException e) {
            end(response, 400, problem(String.valueOf(e.getMessage())));
        }
    }

    private void handle(HttpServerResponse response, SlackSignatureVerifier.SignedRequest signed, ButtonClick click) {
        if (reasonFormOpener.isFor(click)) {
            respondInTime(
                    response,
                    () -> reasonFormOpener.open(click, signed.sentAt()),
                    opened -> opened(response, click, opened));
        } else {
            respondInTime(
                    response,
                    () -> clickProcessor.process(signed.signature(), click),
                    clickResponse -> answered(response, click, clickResponse));
        }
    }

    private void opened(HttpServerResponse response, ButtonClick click, boolean isOpen) {
        end(response, 200, "{}");
        if (!isOpen) {
            sendEphemeral(click, "The form can't be opened now. Nothing was done; click again.");
        }
    }

    private void answered(HttpServerResponse response, ButtonClick click, ClickResponse clickResponse) {
        end(response, 200, click.form() ? FormResponse.toJson(clickResponse) : Json.text(clickResponse));
        if (clickResponse.text() != null) {
            sendEphemeral(click, clickResponse.text());
        }
    }

    /** It goes on when it takes too long: Slack asks again, and gets its answer then. */
    private <T> void respondInTime(HttpServerResponse response, Supplier<Uni<T>> work, Consumer<T> then) {
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

    private void sendEphemeral(ButtonClick click, String text) {
        replies.replyEphemeral(click, text).subscribe().with(said -> {}, failure -> {});
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

    /** What Slack takes as an answer to a form: it is done with, or something in it has to be put right. */
    static final class FormResponse {

        private static final String ACTION = "response_action";

        private FormResponse() {}

        /** What came of it; why it came to nothing stands in the form. */
        static String toJson(ClickResponse clickResponse) {
            return clickResponse.accepted()
                    ? Json.text(Map.of(ACTION, "clear"))
                    : errors(ReasonForm.REASON, Objects.requireNonNullElse(clickResponse.text(), "Nothing was done."));
        }

        /** Says at a field what is wrong. */
        static String errors(String field, String text) {
            return Json.text(Map.of(ACTION, "errors", "errors", Map.of(field, text)));
        }
    }
}
