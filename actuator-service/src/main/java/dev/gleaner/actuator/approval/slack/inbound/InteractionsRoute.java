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

/** Handles signed requests to {@code POST /slack/interactions} within Slack's time limit. */
final class InteractionsRoute {

    /** Slack gives up after three seconds, and retries after any response but a 2xx. */
    private static final long TIMEOUT_MILLIS = 2500;

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

    /** Handles a signed request. */
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
        end(response, 200, click.form() ? FormResponse.toJson(click, clickResponse) : Json.text(clickResponse));
        if (clickResponse.text() != null) {
            sendEphemeral(click, clickResponse.text());
        }
    }

    /** Work that takes too long continues after the response: Slack retries, and gets the result then. */
    private <T> void respondInTime(HttpServerResponse response, Supplier<Uni<T>> work, Consumer<T> then) {
        long timer = vertx.setTimer(
                TIMEOUT_MILLIS, late -> end(response, 503, problem("the database does not answer in time")));
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
                                    Log.error("A click can't be processed now; Slack will retry it", failure);
                                    end(response, 503, problem("the database does not answer"));
                                }));
    }

    private void sendEphemeral(ButtonClick click, String text) {
        replies.replyEphemeral(click, text).subscribe().with(said -> {}, failure -> {});
    }

    /** Sends the response, unless one was sent or the connection is closed. */
    static void end(HttpServerResponse response, int status, String json) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(json);
    }

    /** JSON body of an error response. */
    static String problem(String text) {
        return Json.text(Map.of("error", text));
    }

    /** Responses to submitted forms: the form is closed, or shows an error at a field. */
    static final class FormResponse {

        private static final String ACTION = "response_action";

        private FormResponse() {}

        /** Closes the form if the decision was accepted, else shows the reason in it. */
        static String toJson(ButtonClick click, ClickResponse clickResponse) {
            return clickResponse.accepted()
                    ? Json.text(Map.of(ACTION, "clear"))
                    : errors(field(click), Objects.requireNonNullElse(clickResponse.text(), "Nothing was done."));
        }

        private static String field(ButtonClick click) {
            return click.button().asksForReason() ? ReasonForm.REASON : ParameterForm.field(click.value());
        }

        /** Shows an error at a field. */
        static String errors(String field, String text) {
            return Json.text(Map.of(ACTION, "errors", "errors", Map.of(field, text)));
        }
    }
}
