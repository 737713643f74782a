package dev.gleaner.actuator.kafka;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.service.kafka.ServiceTopics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Makes sure of the topics before a channel reads one. */
@Singleton
record ActuatorTopicInitializer(ServiceTopics topics) {

    private static final int BEFORE_CHANNELS = 1;

    void ensure(@Observes @Priority(BEFORE_CHANNELS) StartupEvent start) {
        topics.ensure(ServiceTopicAccess.ACTUATOR);
    }
}
