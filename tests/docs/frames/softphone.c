// A softphone that waits for the card.
#include <ringback.h>
#include <semaphore.h>
#include <stdio.h>

static void pop_the_card(void* user, int code, rb_card* card) {
  puts(code == RB_OK ? card->opening_line : "no card");
  rb_card_free(card);
  sem_post(user);
}

int main(void) {
  sem_t told;
  sem_init(&told, 0, 0);
  sem_t* phone = &told;
  // SAMPLE
  sem_wait(&told);
  return rb_close(client);
}
