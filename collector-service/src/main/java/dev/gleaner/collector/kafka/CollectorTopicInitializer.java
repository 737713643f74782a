package dev.gleaner.collector.kafka;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.service.kafka.ServiceTopics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/** Creates or checks the topics of the collector at its start, before a source reads its checkpoints. */
@Singleton
record CollectorTopicInitializer(ServiceTopics topics) {

    void ensure(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent start) {
        topics.ensure(ServiceTopicAccess.COLLECTOR);
    }
}
