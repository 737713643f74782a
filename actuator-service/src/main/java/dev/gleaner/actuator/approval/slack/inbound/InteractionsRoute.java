package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.database.RequestOutcome;
import dev.gleaner.actuator.database.RequestTransaction;
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

    private static final int UNKNOWN = 500;
    private static final int UNAVAILABLE = 503;

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
                    click,
                    () -> reasonFormOpener.open(click, signed.sentAt()),
                    opened -> opened(response, click, opened));
        } else {
            respondInTime(
                    response,
                    click,
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

    /**
     * Responds with the result, or with 503 if there is none in time: nothing is decided then, and the person or Slack has to try
     * again. A decision that is being committed by then is answered when the database has answered.
     */
    private <T> void respondInTime(
            HttpServerResponse response, ButtonClick click, Supplier<Uni<T>> work, Consumer<T> then) {
        IsolatedVertxContext.run(vertx, () -> {
            RequestOutcome request = RequestOutcome.begin(vertx.getOrCreateContext());
            long timer = vertx.setTimer(TIMEOUT_MILLIS, late -> {
                if (request.refuse()) {
                    end(response, UNAVAILABLE, problem("the database does not answer in time; nothing was done"));
                }
            });
            work.get().subscribe().with(result -> inTime(timer, request, () -> then.accept(result)), failure -> {
                if (!(failure instanceof RequestOutcome.RefusedException)) {
                    Log.error("A click can't be processed now", failure);
                }
                inTime(timer, request, () -> failed(response, click, failure));
            });
        });
    }

    private void inTime(long timer, RequestOutcome request, Runnable then) {
        vertx.cancelTimer(timer);
        if (request.tryKeep()) {
            then.run();
        }
    }

    /** With 503 only if it is certain that nothing was done. */
    private void failed(HttpServerResponse response, ButtonClick click, Throwable failure) {
        if (failure instanceof RequestTransaction.UnknownOutcomeException) {
            end(response, UNKNOWN, problem(String.valueOf(failure.getMessage())));
            sendEphemeral(
                    click, "It is not known whether this was done. Wait until the message shows it, or click again.");
        } else {
            end(response, UNAVAILABLE, problem("the database does not answer; nothing was done"));
        }
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
