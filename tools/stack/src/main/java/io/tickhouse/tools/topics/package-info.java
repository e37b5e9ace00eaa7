/** Kafka topics: the file that defines them, and the commands to create and inspect them. */
package io.tickhouse.tools.topics;
