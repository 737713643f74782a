package dev.gleaner.collector.source.inventory;

import software.amazon.awssdk.services.ec2.model.Instance;

/** An instance of a recorded answer, and whose and where it is. */
record RecordedInstance(String account, String region, Instance instance) {}
