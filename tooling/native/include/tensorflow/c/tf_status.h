#pragma once

struct TF_Status;
typedef enum TF_Code { TF_OK = 0 } TF_Code;

extern "C" {
TF_Status* TF_NewStatus(void);
void TF_DeleteStatus(TF_Status*);
TF_Code TF_GetCode(const TF_Status*);
const char* TF_Message(const TF_Status*);
}
