package dev.gleaner.analyzer.topology;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.service.kafka.ServiceTopics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

/** Creates or checks the topics of the analyzer at its start. */
@Singleton
record AnalyzerTopicInitializer(ServiceTopics topics) {

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        topics.ensure(ServiceTopicAccess.ANALYZER);
    }
}
