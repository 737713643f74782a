package dev.gleaner.actuator.approval.slack.inbound;

import dev.gleaner.actuator.approval.slack.ConfiguredSecret;
import dev.gleaner.actuator.approval.slack.SlackConfig;
import dev.gleaner.service.access.RefusalLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Slack's door: a port with one route, so that an ingress can let Slack in and nothing else out. */
@ApplicationScoped
public class InteractionsServerLifecycle {

    private final Vertx vertx;
    private final SlackConfig config;
    private final ClickProcessor clickProcessor;
    private final EphemeralReplies replies;
    private final ReasonFormOpener reasonFormOpener;
    private final MeterRegistry meters;
    private @Nullable HttpServer server;

    InteractionsServerLifecycle(
            Vertx vertx,
            SlackConfig config,
            ClickProcessor clickProcessor,
            EphemeralReplies replies,
            ReasonFormOpener reasonFormOpener,
            MeterRegistry meters) {
        this.vertx = vertx;
        this.config = config;
        this.clickProcessor = clickProcessor;
        this.replies = replies;
        this.reasonFormOpener = reasonFormOpener;
        this.meters = meters;
    }

    /** Opens the door if there is a secret to tell Slack from others. */
    void start(@Observes StartupEvent event) {
        ConfiguredSecret.resolve(config.signingSecret(), config.signingSecretFile())
                .ifPresent(this::listen);
    }

    void stop(@Observes ShutdownEvent event) {
        if (server != null) {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** The port that is listened on; 0 when none is. */
    public int port() {
        return server == null ? 0 : server.actualPort();
    }

    private void listen(String secret) {
        InteractionsRoute route = new InteractionsRoute(vertx, clickProcessor, replies, reasonFormOpener);
        SignedRequestServer port = new SignedRequestServer(
                vertx,
                config,
                new SlackSignatureVerifier(secret, Clock.systemUTC()),
                meters,
                new RefusalLog(Clock.systemUTC(), text -> Log.warn(text)),
                route::handle);
        try {
            server = port.listen().toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "can't listen for Slack on " + config.host() + ":" + config.port() + " (actuator.slack.port)", e);
        }
        Log.infof("Slack's interactions are listened for on %s:%s", config.host(), port());
    }
}
