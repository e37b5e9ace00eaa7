/** Topics of Kafka: the file that defines them, and the commands to make and to look into them. */
package io.tickhouse.tools.topics;
