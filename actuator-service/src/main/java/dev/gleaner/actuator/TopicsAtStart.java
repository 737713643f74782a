package dev.gleaner.actuator;

import dev.gleaner.contracts.topic.ServiceAccess;
import dev.gleaner.service.topic.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Makes sure of the topics before a channel reads one. */
@Singleton
class TopicsAtStart {

    private static final int BEFORE_CHANNELS = 1;

    private final Topics topics;

    TopicsAtStart(Topics topics) {
        this.topics = topics;
    }

    void ensure(@Observes @Priority(BEFORE_CHANNELS) StartupEvent start) {
        topics.ensure(ServiceAccess.ACTUATOR);
    }
}
