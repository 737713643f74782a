package dev.gleaner.actuator.approval.slack.outbound;

import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;

/** A round of the actuator in which it sends to Slack what is due. */
@ApplicationScoped
public class SlackRound {

    private final SlackDispatcher dispatcher;

    SlackRound(SlackDispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** Makes one and returns when it is over. Where the actuator may send, its own rounds could send the same at the same time. */
    public void make() {
        try {
            VertxContextSupport.subscribeAndAwait(dispatcher::tick);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
