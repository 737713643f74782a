package dev.gleaner.collector.whereabouts;

import dev.gleaner.contracts.resource.Arn;

/** A NAT gateway of ours, and the VPC whose traffic goes through it. */
public record Gateway(String id, Arn vpc) {}
