package dev.gleaner.analyzer.topology;

import dev.gleaner.contracts.topic.ServiceTopicAccess;
import dev.gleaner.service.kafka.ServiceTopics;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Creates or checks the topics of the analyzer at its start. */
@ApplicationScoped
class AnalyzerTopicInitializer {

    private final ServiceTopics topics;

    AnalyzerTopicInitializer(ServiceTopics topics) {
        this.topics = topics;
    }

    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        topics.ensure(ServiceTopicAccess.ANALYZER);
    }
}
